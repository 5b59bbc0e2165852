"""How a business comes here: sign-up, review, first steps, samples, tariff."""
