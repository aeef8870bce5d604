"""Asks a DHCP server what a machine would be told, as the machine would ask.

    ask.py INTERFACE MAC [arch=7] [user-class=iPXE] [ipxe] [vendor=HTTPClient] [six]
                         [relay=10.0.8.1] [proxy=10.1.0.1 address=10.1.0.50] [server-mac=MAC]

It sends one DISCOVER (with `six` one SOLICIT of DHCPv6) as a frame of that MAC on the interface, and prints what comes
back as `KEY=VALUE` lines, sorted: the address, the file, each option. With `relay` the question comes from a relay at
that address; with `proxy` it is a REQUEST to that server's port 4011, from a machine that has its address already.
Nothing within five seconds is `silence`, with status 1. The interface is one end of a pair of veth in a network namespace of its own; nothing else may be asked.
"""

import socket
import struct
import sys
import time

PATIENCE = 5
BROADCAST = b"\xff" * 6
ADDRESSES = {1, 3, 6, 42, 54}
TEXTS = {12, 15, 60, 66, 67}


def checksum(data):
    """The sum that IP and UDP want."""
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def option(code, data):
    return bytes([code, len(data)]) + data


def discover(mac, words):
    """A DISCOVER, as firmware or a loader sends it."""
    arch = int(words.get("arch", "0"))
    kind = words.get("vendor", "PXEClient")
    relay = socket.inet_aton(words.get("relay", "0.0.0.0"))
    hops = 1 if "relay" in words else 0
    flags = 0 if "proxy" in words else 0x8000
    head = struct.pack("!BBBBIHH", 1, 1, 6, hops, 0x1234ABCD, 0, flags) + socket.inet_aton(words.get("address", "0.0.0.0")) + b"\0" * 8 + relay
    body = head + mac + b"\0" * 10 + b"\0" * 192 + b"\x63\x82\x53\x63"
    body += option(53, b"\3" if "proxy" in words else b"\1") + option(57, struct.pack("!H", 1472))
    body += option(55, bytes([1, 3, 6, 12, 15, 26, 42, 43, 54, 60, 66, 67, 175]))
    if kind != "none":
        body += option(60, f"{kind}:Arch:{arch:05}:UNDI:003000".encode())
        body += option(93, struct.pack("!H", arch)) + option(94, b"\1\3\0") + option(97, b"\0" + b"\x11" * 16)
    if "user-class" in words:
        # Without the byte of length that RFC 3004 wants, as the loader does it.
        body += option(77, words["user-class"].encode())
    if "ipxe" in words:
        body += option(175, option(176, b"\1"))
    return body + b"\xff"


def udp4(mac, payload, words):
    source = words.get("relay", words.get("address", "0.0.0.0"))
    target, to_port = (words["proxy"], 4011) if "proxy" in words else (words.get("server", "255.255.255.255"), 67)
    port = 67 if "relay" in words else 68
    to = bytes.fromhex(words["server-mac"].replace(":", "")) if "server-mac" in words else BROADCAST
    segment = struct.pack("!HHHH", port, to_port, 8 + len(payload), 0) + payload
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(segment), 1, 0, 64, 17, 0)
    head += socket.inet_aton(source) + socket.inet_aton(target)
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return to + mac + b"\x08\x00" + head + segment


def option6(code, data):
    return struct.pack("!HH", code, len(data)) + data


def link_local(mac):
    """The address that a port gives itself."""
    return b"\xfe\x80" + b"\0" * 6 + bytes([mac[0] ^ 2]) + mac[1:3] + b"\xff\xfe" + mac[3:]


def solicit(mac, words):
    """A SOLICIT of DHCPv6. The machine's name for itself is made of its MAC, which is how a server knows it."""
    arch = int(words.get("arch", "7"))
    body = b"\x01\x12\x34\x56" + option6(1, struct.pack("!HH", 3, 1) + mac)
    body += option6(3, struct.pack("!III", 1, 0, 0)) + option6(6, struct.pack("!HHHH", 59, 23, 24, 16))
    body += option6(61, struct.pack("!H", arch)) + option6(8, b"\0\0")
    if "user-class" in words:
        name = words["user-class"].encode()
        body += option6(15, struct.pack("!H", len(name)) + name)
    return body


def udp6(mac, payload):
    source, target = link_local(mac), socket.inet_pton(socket.AF_INET6, "ff02::1:2")
    length = 8 + len(payload)
    pseudo = source + target + struct.pack("!II", length, 17)
    segment = struct.pack("!HHHH", 546, 547, length, 0) + payload
    segment = segment[:6] + struct.pack("!H", checksum(pseudo + segment)) + segment[8:]
    head = struct.pack("!IHBB", 6 << 28, length, 17, 255) + source + target
    return b"\x33\x33\x00\x01\x00\x02" + mac + b"\x86\xdd" + head + segment


def shown(code, data):
    if code in ADDRESSES and len(data) % 4 == 0:
        return ",".join(socket.inet_ntoa(data[i : i + 4]) for i in range(0, len(data), 4))
    if code in TEXTS:
        return data.rstrip(b"\0").decode()
    if code in (26, 51):
        return str(int.from_bytes(data, "big"))
    return data.hex()


def read4(frame, mac):
    """What an answer says, or nothing if the frame is none."""
    if frame[12:14] != b"\x08\x00" or frame[23] != 17:
        return None
    start = 14 + (frame[14] & 15) * 4
    message = frame[start + 8 :]
    if message[:1] != b"\2" or message[28:34] != mac:
        return None
    said = {"address": socket.inet_ntoa(message[16:20]), "server": socket.inet_ntoa(message[20:24])}
    name = message[108:236].split(b"\0")[0].decode()
    if name:
        said["file"] = name
    at = 240
    while at < len(message) and message[at] != 255:
        if message[at] == 0:
            at += 1
            continue
        code, length = message[at], message[at + 1]
        said[f"option {code}"] = shown(code, message[at + 2 : at + 2 + length])
        at += 2 + length
    return said


def read6(frame, mac):
    if frame[12:14] != b"\x86\xdd" or frame[20] != 17 or frame[38:54] != link_local(mac):
        return None
    message = frame[62:]
    said, at = {"type": str(message[0])}, 4
    while at + 4 <= len(message):
        code, length = struct.unpack("!HH", message[at : at + 4])
        data = message[at + 4 : at + 4 + length]
        at += 4 + length
        if code == 3 and len(data) >= 40:
            said["address"] = socket.inet_ntop(socket.AF_INET6, data[16:32])
        elif code == 59:
            said["option 59"] = data.decode()
        elif code == 23:
            said["option 23"] = ",".join(
                socket.inet_ntop(socket.AF_INET6, data[i : i + 16]) for i in range(0, length, 16)
            )
        elif code not in (1, 2):
            said[f"option {code}"] = data.hex()
    return said


def main():
    interface, text, *rest = sys.argv[1:]
    words = dict(word.split("=", 1) if "=" in word else (word, "") for word in rest)
    mac = bytes.fromhex(text.replace(":", ""))
    six = "six" in words
    frame = udp6(mac, solicit(mac, words)) if six else udp4(mac, discover(mac, words), words)
    read = read6 if six else read4
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as port:
        port.bind((interface, 0))
        port.settimeout(0.2)
        port.send(frame)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                said = read(port.recv(2048), mac)
            except TimeoutError:
                continue
            if said:
                print("\n".join(f"{key}={value}" for key, value in sorted(said.items())))
                return 0
    print("silence")
    return 1


if __name__ == "__main__":
    sys.exit(main())
