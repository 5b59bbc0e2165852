"""The till without a network: devices, signed limits, the queue and its conflicts."""
