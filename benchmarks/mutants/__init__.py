"""Which mistakes in the domain's code its own tests notice."""
