"""What every subject stands on: settings, clock, database, tenancy, outbox, errors."""
