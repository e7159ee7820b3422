"""What every page stands in: who may see it, its surroundings, headers, errors and kept parts."""
