# Buys energy as soon as somebody sells it below a limit. Everything it does stands in docs/PROTOCOL.md.
#
#   apt install python3-websocket python3-ecdsa        (or: pip install websocket-client ecdsa)
#   python3 bot.py ws://127.0.0.1:8080/ws/v1 0.100
#
# ENERLINK_KEY is the private key of its account; without it the bot makes one up and lets the demo's bank fill it.
import json, os, secrets, sys, time
from decimal import Decimal
from hashlib import sha256
import ecdsa, websocket

URL = sys.argv[1] if len(sys.argv) > 1 else "ws://127.0.0.1:8080/ws/v1"
GOAL = Decimal(sys.argv[2] if len(sys.argv) > 2 else "0.100")  # ETK
SYMBOL, LIMIT, MAX_FEE_BPS, FUNDS = "ETK-IDRS", Decimal("2000.00"), 20, "1000"  # the most it pays; IDRS it begins with
MASK = (1 << 64) - 1


def keccak256(data):  # the one of Ethereum, which hashlib's sha3_256 is not: padding differs
    rotate = lambda x, n: ((x << n) | (x >> (64 - n))) & MASK if n else x
    lanes, rate = [[0] * 5 for _ in range(5)], 136
    data += b"\x01" + bytes(-(len(data) + 1) % rate)
    data = data[:-1] + bytes([data[-1] | 0x80])
    for block in range(0, len(data), rate):
        for i in range(rate // 8):
            lanes[i % 5][i // 5] ^= int.from_bytes(data[block + 8 * i:block + 8 * i + 8], "little")
        register = 1
        for _ in range(24):
            c = [lanes[x][0] ^ lanes[x][1] ^ lanes[x][2] ^ lanes[x][3] ^ lanes[x][4] for x in range(5)]
            d = [c[(x + 4) % 5] ^ rotate(c[(x + 1) % 5], 1) for x in range(5)]
            lanes = [[lanes[x][y] ^ d[x] for y in range(5)] for x in range(5)]
            x, y, current = 1, 0, lanes[1][0]
            for t in range(24):
                x, y = y, (2 * x + 3 * y) % 5
                current, lanes[x][y] = lanes[x][y], rotate(current, (t + 1) * (t + 2) // 2 % 64)
            for y in range(5):
                row = [lanes[x][y] for x in range(5)]
                for x in range(5):
                    lanes[x][y] = row[x] ^ (~row[(x + 1) % 5] & MASK & row[(x + 2) % 5])
            for j in range(7):
                register = ((register << 1) ^ ((register >> 7) * 0x71)) % 256
                if register & 2:
                    lanes[0][0] ^= 1 << ((1 << j) - 1)
    return b"".join(lanes[i % 5][i // 5].to_bytes(8, "little") for i in range(4))


KEY = ecdsa.SigningKey.from_string(
    bytes.fromhex(os.environ.get("ENERLINK_KEY", secrets.token_hex(32)).removeprefix("0x")), ecdsa.SECP256k1, sha256)
ADDRESS = "0x" + keccak256(KEY.verifying_key.to_string())[12:].hex()
STRUCTS = {
    "EIP712Domain": "string name,string version,uint256 chainId,address verifyingContract",
    "Logon": "address account,bytes32 challenge",
    "Permit": "address owner,address spender,uint256 value,uint256 nonce,uint256 deadline",
    "Order": "address account,bytes32 instrument,uint8 side,uint96 quantity,uint96 limitPrice,uint96 maxQuote,"
             "uint16 maxFeeBps,uint64 nonce,uint32 epoch,uint64 expiry"}


def struct_hash(name, values):
    words = [keccak256(f"{name}({STRUCTS[name]})".encode())]
    for field in STRUCTS[name].split(","):
        kind, value = field.split()[0], values[field.split()[1]]
        words.append(keccak256(value.encode()) if kind == "string" else bytes.fromhex(value[2:]).rjust(32, b"\0")
                     if isinstance(value, str) else value.to_bytes(32, "big"))
    return keccak256(b"".join(words))


def sign(domain, name, values):
    digest = keccak256(b"\x19\x01" + struct_hash("EIP712Domain", domain) + struct_hash(name, values))
    r, s = KEY.sign_digest_deterministic(digest, sigencode=ecdsa.util.sigencode_strings_canonize)
    signers = ecdsa.VerifyingKey.from_public_key_recovery_with_digest(r + s, digest, ecdsa.SECP256k1, sha256)
    v = next(27 + i for i, key in enumerate(signers) if key.to_string() == KEY.verifying_key.to_string())
    return "0x" + (r + s + bytes([v])).hex()


class Refused(Exception):
    pass


class Exchange:
    """One connection after the other: what was not answered on one that broke is asked again on the next."""

    def __init__(self):
        self.line, self.last_id, self.seq, self.nonce = None, 0, 0, 0
        self.bought, self.paid, self.idrs, self.asks, self.book_seq = Decimal(0), Decimal(0), None, {}, 0

    def connect(self):
        self.line = websocket.create_connection(URL, subprotocols=["enerlink.v1.json"], timeout=60)
        self.domain = json.loads(self.line.recv())["domain"]
        challenge = self.send("session.challenge", address=ADDRESS)["challenge"]
        signature = sign(self.domain, "Logon", {"account": ADDRESS, "challenge": challenge})
        logon = self.send("session.logon", address=ADDRESS, signature=signature)
        self.nonce, self.epoch = max(self.nonce, logon["lastNonce"]), logon["epoch"]
        self.send("subscribe", channel="executions", fromSeq=self.seq + 1)
        self.send("subscribe", channel="balances")
        self.send("subscribe", channel="book", symbol=SYMBOL)

    def send(self, method, **params):
        self.last_id += 1
        self.line.send(json.dumps({"id": self.last_id, "method": method, "params": params}))
        while True:
            answer = self.hear()
            if answer.get("id") == self.last_id:
                if "error" in answer:
                    raise Refused(answer["error"])
                return answer["result"]

    def ask(self, method, **params):
        """Asks until there is an answer: an order that is sent twice counts once."""
        while True:
            try:
                if self.line is None:
                    self.connect()
                return self.send(method, **params)
            except (websocket.WebSocketException, OSError):
                self.line = None
                time.sleep(0.25)
            except Refused as refused:
                if not refused.args[0]["retryAfterMs"]:
                    raise
                time.sleep(refused.args[0]["retryAfterMs"] / 1000)

    def hear(self):
        text = self.line.recv()
        if not text:
            raise websocket.WebSocketConnectionClosedException("closed by the exchange")
        message = json.loads(text)
        if message.get("channel") == "balances":
            self.idrs = Decimal(message["IDRS"]["free"])
        elif message.get("channel") == "executions":
            self.seq = message.get("seq", self.seq)
            if message["type"] == "trade":
                self.bought += Decimal(message["lastQuantity"])
                self.paid += Decimal(message["lastQuantity"]) * Decimal(message["lastPrice"])
                print(f"bought {message['lastQuantity']} ETK at {message['lastPrice']}", flush=True)
        elif message.get("channel") == "book":
            if message["type"] == "snapshot":
                self.asks = {}
            elif message["prevSeq"] != self.book_seq:
                raise websocket.WebSocketException("missed something: begin anew")
            self.asks.update({Decimal(price): Decimal(left) for price, left in message["asks"]})
            self.asks = {price: left for price, left in self.asks.items() if left}
            self.book_seq = message["seq"]
        return message

    def wait(self):
        """For the next message, whatever it is."""
        try:
            if self.line is None:
                self.connect()
            self.hear()
        except (websocket.WebSocketException, OSError):
            self.line = None
            time.sleep(0.25)

    def fund(self):
        """The demo's bank pays into the wallet, a permit moves it into the exchange's escrow."""
        self.ask("ramp.on", amount=FUNDS, reference="bot.py")
        wallet = self.ask("wallet.status")
        token = {**self.domain, "name": "EnerLink Rupiah Token", "verifyingContract": wallet["tokens"]["IDRS"]}
        deadline = int(time.time()) + 600
        signature = sign(token, "Permit", {"owner": ADDRESS, "spender": wallet["market"], "value": int(FUNDS) * 10**6,
                                           "nonce": wallet["IDRS"]["permitNonce"], "deadline": deadline})
        self.ask("wallet.deposit", asset="IDRS", amount=FUNDS, deadline=deadline, signature=signature)

    def bid(self, price, quantity):
        self.nonce += 1
        order = {"maxFeeBps": MAX_FEE_BPS, "nonce": self.nonce, "epoch": self.epoch,
                 "expiry": int(time.time() * 1000) + 50_000}
        signature = sign(self.domain, "Order", {
            **order, "account": ADDRESS, "instrument": "0x" + keccak256(SYMBOL.encode()).hex(), "side": 0,
            "quantity": int(quantity * 10**9), "limitPrice": int(price * 10**6), "maxQuote": 0})
        self.ask("order.place", **order, symbol=SYMBOL, side="bid", type="limit", timeInForce="ioc",
                 price=f"{price:.2f}", quantity=f"{quantity:.3f}", signature=signature)


exchange = Exchange()
try:
    while exchange.idrs is None:
        exchange.wait()
    if exchange.idrs == 0:
        exchange.fund()
        while exchange.idrs == 0:
            exchange.wait()
    while exchange.bought < GOAL:
        price = min(exchange.asks, default=None)
        if price is not None and price <= LIMIT:
            seen = exchange.book_seq
            exchange.bid(price, min(exchange.asks[price], GOAL - exchange.bought))
            if exchange.book_seq != seen:
                continue
        if exchange.bought < GOAL:
            exchange.wait()
    print(f"done: {int(exchange.bought * 1000)} Wh for {exchange.paid.normalize():f} IDRS")
except Refused as refused:
    sys.exit(f"{refused.args[0]['name']}: {refused.args[0]['msg']}")
