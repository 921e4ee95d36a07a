"""What every test run shares: chapters under nbval tell what moved in a few lines."""

pytest_plugins = ["handbook.publish.nbval"]
