"""The wing of reflective accounts: inquiries, writing, themes. Nothing here is about sign-in."""
