"""Plans, activities, owners and key figures are made and edited."""
