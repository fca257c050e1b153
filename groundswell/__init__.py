"""The program: settings, wiring, the monitor's cycle, the schedule and the command line."""

__version__ = "0.1.0"
