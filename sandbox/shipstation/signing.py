"""RSA-SHA256 signatures over ``timestamp.body``, and the public keys as a JWKS."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.shipstation.errors import Json

BITS = 2048

KEY_ID = "x-shipengine-rsa-sha256-key-id"
SIGNATURE = "x-shipengine-rsa-sha256-signature"
TIMESTAMP = "x-shipengine-timestamp"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the name it is published under."""

    kid: str
    private: rsa.RSAPrivateKey

    def public(self) -> dict[str, Json]:
        """The public half as a JSON web key."""
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.kid,
            "n": _base64url(numbers.n),
            "e": _base64url(numbers.e),
        }

    def headers(self, timestamp: str, body: bytes) -> dict[str, str]:
        """The three headers that vouch for a body sent at this time."""
        signed = self.private.sign(
            timestamp.encode() + b"." + body, padding.PKCS1v15(), hashes.SHA256()
        )
        return {
            KEY_ID: self.kid,
            SIGNATURE: base64.b64encode(signed).decode(),
            TIMESTAMP: timestamp,
        }


@cache
def nth_key(number: int) -> SigningKey:
    """The process's ``number``-th key, made when first asked for: making one takes a while."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    modulus = private.public_key().public_numbers().n
    return SigningKey(hashlib.sha256(str(modulus).encode()).hexdigest()[:32], private)


class Keys:
    """The account's keys: one signs, all that are published can be checked against."""

    def __init__(self) -> None:
        self._number = 0
        self._published = [0]

    @property
    def current(self) -> SigningKey:
        """The key that signs now."""
        return nth_key(self._number)

    def rotate(self, *, keep_old: bool = True) -> str:
        """Sign with a new key from now on; the old one stays published, or goes at once."""
        self._number += 1
        self._published = [*(self._published if keep_old else []), self._number]
        return self.current.kid

    def jwks(self) -> dict[str, Json]:
        """All published keys."""
        return {"keys": [nth_key(number).public() for number in self._published]}


def _base64url(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
