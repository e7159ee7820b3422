"""The pages of a plan that is coordinated: itself, its activities, owners and key figures."""
