"""What holds frozen reports: seals in the database, an anchor beside it, and how both are judged."""
