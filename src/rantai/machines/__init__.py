"""What it is made with: owner, donor, custodian, state, fees and use."""
