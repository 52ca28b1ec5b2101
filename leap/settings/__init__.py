"""Settings: `base` holds what is the same everywhere; `local`, `test` and `production` say what differs and why."""
