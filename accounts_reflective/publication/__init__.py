"""What leaves an inquiry: findings, outputs that are put together, and copies frozen as published."""
