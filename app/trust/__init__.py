"""Trust: limits, second persons, points under review, cases, claims of cheques."""
