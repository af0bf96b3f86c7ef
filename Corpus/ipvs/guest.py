"""What the recorders share: network namespaces, a wire made of a TUN device, packets."""
import ctypes, fcntl, ipaddress, os, select, struct, subprocess, time

libc = ctypes.CDLL(None, use_errno=True)
TUNSETIFF, IFF_TUN, IFF_TAP, IFF_NO_PI = 0x400454CA, 1, 2, 0x1000

def run(command, text=None):
    done = subprocess.run(command, shell=True, input=text, capture_output=True, text=True)
    return done.stdout + done.stderr

def set_sysctl(key, value):
    with open("/proc/sys/net/" + key, "w") as file: file.write(str(value))

def in_fresh_namespace(work):
    """Runs work() in a child with a network namespace of its own, and returns what it returned."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        if libc.unshare(0x40000000) != 0: raise OSError("unshare")
        text = work().encode()
        while text: text = text[os.write(write, text):]
        os.close(write)
        os._exit(0)
    os.close(write)
    parts = []
    while part := os.read(read, 1 << 16): parts.append(part)
    os.close(read)
    # One whose devices the kernel does not get rid of never ends: what it said is heard all the same.
    for _ in range(100):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended: break
        time.sleep(0.01)
    if ended and status != 0: raise SystemError("a recording failed")
    return b"".join(parts).decode()

class Wire:
    """A TUN device: what is sent here arrives at the kernel, what the kernel emits is read back. As a TAP, it takes and gives frames."""
    def __init__(self, name, kind=IFF_TUN):
        self.file = os.open("/mnt/dev/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self.file, TUNSETIFF, struct.pack("16sH14x", name.encode(), kind | IFF_NO_PI))
    def send(self, packet):
        """The packets that come out at once."""
        os.write(self.file, packet)
        return self.read()
    def read(self):
        packets = []
        while True:
            try: packets.append(os.read(self.file, 4096))
            except BlockingIOError: return packets

def checksum(data):
    if len(data) % 2: data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16: total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF

def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8): crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF

PROTOCOLS = {"tcp": 6, "udp": 17, "sctp": 132}
SYN, ACK, FIN, RST = 2, 16, 1, 4

def packet(proto, source, source_port, destination, port, flags=SYN, ttl=64, sequence=1, acknowledged=1, chunk=1):
    a, b = ipaddress.ip_address(source), ipaddress.ip_address(destination)
    if proto == "tcp": body = struct.pack("!HHIIBBHHH", source_port, port, sequence, acknowledged if flags & ACK else 0, 0x50, flags, 1000, 0, 0)
    elif proto == "udp": body = struct.pack("!HHHH", source_port, port, 12, 0) + b"data"
    else: body = struct.pack("!HHII", source_port, port, 0, 0) + struct.pack("!BBHIIHHI", chunk, 0, 20, 1, 65536, 1, 1, 1)
    if proto == "sctp": body = body[:8] + struct.pack("<I", crc32c(body)) + body[12:]
    else:
        pseudo = a.packed + b.packed + (struct.pack("!BBH", 0, PROTOCOLS[proto], len(body)) if a.version == 4 else struct.pack("!IHBB", len(body), 0, 0, PROTOCOLS[proto]))
        at = 16 if proto == "tcp" else 6
        body = body[:at] + struct.pack("!H", checksum(pseudo + body) or 0xFFFF) + body[at + 2:]
    if a.version == 6: return struct.pack("!IHBB", 0x60000000, len(body), PROTOCOLS[proto], ttl) + a.packed + b.packed + body
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 1, 0, ttl, PROTOCOLS[proto], 0, a.packed, b.packed)
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + body

class Seen:
    """An emitted packet, as far as the recorders look at it."""
    def __init__(self, data):
        self.version = data[0] >> 4
        if self.version == 4:
            self.ttl, self.proto, at = data[8], data[9], (data[0] & 15) * 4
            self.source, self.destination = (str(ipaddress.ip_address(data[i:i + 4])) for i in (12, 16))
        else:
            self.ttl, self.proto, at = data[7], data[6], 40
            self.source, self.destination = (str(ipaddress.ip_address(data[i:i + 16])) for i in (8, 24))
        self.body = data[at:]
        self.source_port, self.port = struct.unpack("!HH", self.body[:4]) if self.proto in (6, 17, 132) else (0, 0)
    def is_icmp_error(self): return (self.proto, self.body[0]) in ((1, 3), (1, 11), (58, 1), (58, 3))

def show(address, port): return "[%s]:%d" % (address, port) if ":" in address else "%s:%d" % (address, port)
