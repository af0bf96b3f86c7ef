"""Does in a kernel what a test asks of it, and tells what came of it: the hands of Tests/KernelTests/Support/GuestKernel.swift.

FOLDER/jobs.txt holds jobs, each in a network namespace of its own; FOLDER/answers.txt gets the answers, in the same order. A line of a job:
    job NAME
    wire NAME              a TUN device
    tap NAME               a TAP device
    frame DEVICE HEX       a frame arrives there; not answered
    ip LINE                a line for `ip -batch`; neighbouring ones are run together
    sysctl KEY VALUE       below /proc/sys/net
    load COMMAND           what follows, up to a line `.`, is the command's input; it must be silent
    run COMMAND            answered by what it prints, a `| ` in front of each line, and `end`
    send DEVICE HEX        a packet arrives; answered by `out DEVICE HEX` for each packet that leaves, and `end`
    local ADDRESS HEX      a packet of the node's own, to ADDRESS; answered likewise
    answer N FLAGS         who got the packet of the N-th `send` or `local` (from 0) answers, with these TCP flags; answered likewise
    sleep SECONDS
Behind `end` stand the seconds since the job began. A job that fails ends with `fault TEXT`.
"""
import shlex, socket, subprocess, sys, time
from guest import *

out = sys.argv[1]
INIT_ACK = 2  # The chunk with which a server of SCTP answers.

class Job:
    def __init__(self, lines):
        self.lines, self.wires, self.answers, self.sockets, self.emitted, self.began = lines, {}, [], {}, [], time.monotonic()
    def work(self):
        at = 0
        try:
            while at < len(self.lines):
                word, _, rest = self.lines[at].partition(" ")
                at += 1
                if word == "ip":
                    batch = [rest]
                    while at < len(self.lines) and self.lines[at].startswith("ip "): batch.append(self.lines[at][3:]); at += 1
                    self.silent("ip -batch -", batch)
                elif word == "load":
                    end = self.lines.index(".", at)
                    self.silent(rest, self.lines[at:end])
                    at = end + 1
                elif word == "run": self.answers += ["| " + line for line in run(rest).splitlines()] + [self.end()]
                else: getattr(self, word)(*rest.split(" "))
        except Exception as error: self.answers.append("fault %s: %s" % (self.lines[at - 1][:80], str(error).replace("\n", " / ")))
        return "\n".join(self.answers) + "\n"
    def silent(self, command, lines):
        # Without a shell: to start a tool is what takes time here.
        done = subprocess.run(shlex.split(command), input="\n".join(lines) + "\n", capture_output=True, text=True)
        if done.stdout + done.stderr: raise OSError(done.stdout + done.stderr)
    def wire(self, name): self.wires[name] = Wire(name)
    def tap(self, name): self.wires[name] = Wire(name, IFF_TAP)
    def frame(self, device, data):
        self.read_away()
        os.write(self.wires[device].file, bytes.fromhex(data))
    def sysctl(self, key, value): set_sysctl(key, value)
    def sleep(self, seconds): time.sleep(float(seconds))
    def end(self): return "end %.3f" % (time.monotonic() - self.began)
    def collect(self):
        packets = [(name, data) for name, wire in self.wires.items() for data in wire.read()]
        self.answers += ["out %s %s" % (name, data.hex()) for name, data in packets] + [self.end()]
        return packets
    def send(self, device, data):
        self.read_away()
        os.write(self.wires[device].file, bytes.fromhex(data))
        self.note(bytes.fromhex(data), self.collect())
    def local(self, address, data):
        self.read_away()
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        if family not in self.sockets: self.sockets[family] = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_RAW)
        try: self.sockets[family].sendto(bytes.fromhex(data), (address, 0))
        except OSError: pass  # A rule dropped it.
        self.note(bytes.fromhex(data), self.collect())
    def note(self, data, packets):
        """What became of a packet: the first that is neither an answer of the node's own nor another matter."""
        sent = Seen(data)
        self.emitted.append(next(((name, p) for name, p in ((n, Seen(d)) for n, d in packets) if p.proto == sent.proto and
                                  (p.destination, p.source, p.source_port) != (sent.source, sent.destination, sent.port)), None))
    def answer(self, number, flags):
        self.read_away()
        if self.emitted[int(number)]:
            device, p = self.emitted[int(number)]
            proto = next(name for name, n in PROTOCOLS.items() if n == p.proto)
            os.write(self.wires[device].file, packet(proto, p.destination, p.port, p.source, p.source_port, int(flags), 64, 5000, 1001, INIT_ACK))
        self.collect()
    def read_away(self):
        """What the kernel says by itself (neighbours, groups) answers no packet."""
        for wire in self.wires.values(): wire.read()

jobs, names = [], []
for line in open(out + "/jobs.txt"):
    line = line.rstrip("\n")
    if line.startswith("job "): names.append(line); jobs.append([])
    else: jobs[-1].append(line)
with open(out + "/answers.txt", "w") as file:
    for name, lines in zip(names, jobs):
        file.write(name + "\n" + in_fresh_namespace(Job(lines).work))
        file.flush()
