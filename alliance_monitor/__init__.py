"""What alliance ratings mean: scoring, detection of possible ruptures, repair. Pure: no clock, no storage, no screen."""
