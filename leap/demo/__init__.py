"""The demo programme: invented people in the shape of the PARTNERS2 study."""
