"""Google: cards that live on Google's side and follow ours."""
