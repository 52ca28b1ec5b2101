"""The whole job as stories in a real browser: the demo programme on PostgreSQL, a worker, beat and a mail server."""
