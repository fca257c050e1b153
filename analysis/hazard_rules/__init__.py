"""The languages in which harm is recognised, one module each."""
