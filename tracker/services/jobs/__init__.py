"""Work outside the request: asked for, done by a process of its own, and looked at while it goes on."""
