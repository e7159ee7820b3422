"""The report: put together, frozen and handed out."""
