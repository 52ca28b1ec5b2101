"""What people are paid, at the rate of the day."""
