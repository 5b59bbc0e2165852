"""Apple Wallet: the signed `.pkpass` package."""
