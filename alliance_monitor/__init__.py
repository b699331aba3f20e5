"""What alliance ratings mean: scoring, possible ruptures, repair. Pure: no clock, no storage, no screen."""
