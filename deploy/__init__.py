"""Run the guide on one machine as it is run for many: several processes behind nginx, updated without a pause."""
