"""How far a float32 step is from a float64 one, per kind of tensor."""


def kind_of(key: str) -> str:
    last = key.rsplit(".", 1)[-1]
    if last in {"weight_u", "weight_v"}:
        return f"{key.split('/')[0]}, u and v"
    if last.startswith("running"):
        return f"{key.split('/')[0]}, {last}"
    if "/adam_" in key:
        return "after, exp_avg_sq, relative"
    if key.startswith("after/"):
        return "after, parameters"
    return key.split("/")[0]


def deviations(found: dict, expected: dict) -> dict:
    """Largest deviation of each kind: absolute, but gradients in units of their tensor's (or network's) largest."""
    largest = {}
    for key, value in expected.items():
        if key.startswith("grad/"):
            network = key[5]
            largest[network] = max(largest.get(network, 0), value.abs().max().item())
    out = {}

    def note(kind, deviation):
        out[kind] = max(out.get(kind, 0), deviation)

    for key, value in expected.items():
        difference = (found[key].double() - value).abs()
        if key.startswith("grad/"):
            if value.abs().max() > 1e-12:
                note("grad, in units of its tensor's largest", (difference.max() / value.abs().max()).item())
            note("grad, in units of its network's largest", difference.max().item() / largest[key[5]])
        elif "/adam_" in key:
            note(kind_of(key), (difference / value).max().item())
        else:
            note(kind_of(key), difference.max().item())
    return out


def print_table(by_name: dict) -> None:
    kinds = list(dict.fromkeys(kind for row in by_name.values() for kind in row))
    print("| kind | " + " | ".join(by_name) + " |")
    print("| --- |" + " --- |" * len(by_name))
    for kind in kinds:
        print(f"| {kind} | " + " | ".join(f"{row[kind]:.0e}" for row in by_name.values()) + " |")
