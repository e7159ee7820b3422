"""A municipality's own Word template: what of it may go into every report."""
