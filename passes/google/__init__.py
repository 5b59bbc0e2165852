"""Google Wallet: cards as classes and objects, links, the REST client, callbacks."""
