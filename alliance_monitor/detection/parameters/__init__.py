"""The figures the score is computed with: norms, settings, and the weights and limits measured for them."""
