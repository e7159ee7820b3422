"""Pages: translate between the browser and the services; never decide."""
