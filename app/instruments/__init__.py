"""Cards that are sold or given one by one: certificates, passes, tickets, clubs."""
