"""Cards: issued cards, numbers, rotating codes, joining two into one."""
