"""The landlords' promises: one TOML file each, the shape they must have, and their loading."""
