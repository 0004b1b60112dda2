"""Results that simulators write, a module for each family of games."""
