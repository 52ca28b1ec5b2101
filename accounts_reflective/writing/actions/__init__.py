"""Every change to reflective accounts. Each locks the account first: what authors do at the same time has an order."""
