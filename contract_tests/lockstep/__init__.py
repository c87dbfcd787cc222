"""Random sequences of operations on the target, in lockstep with a small reference model of the registry."""
