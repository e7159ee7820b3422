"""Personal links: answering, handing over and asking for new ones without log-in."""
