"""Sales: quote, receipt, refund, exchange, undo."""
