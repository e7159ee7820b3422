"""Where a request comes from, as far as it is counted: one address, or one subscriber's network."""

import ipaddress


def network_of(address: str) -> str:
    """The address; of IPv6 the network of one subscriber (/64), who has as many addresses as he likes."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
