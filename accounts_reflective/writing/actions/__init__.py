"""Every change to reflective accounts. Each locks the account first, so that what authors do at the same time has an order."""
