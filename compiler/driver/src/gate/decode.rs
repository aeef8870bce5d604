//! Forms that are taken off while bytes stream by. Each keeps a few bytes, wherever a piece may end.

/// Takes a form off.
pub(super) trait Decode {
    /// Whether a piece needs it: until one does, nothing is decoded.
    fn is_in(bytes: &[u8]) -> bool;

    /// Decodes a piece.
    fn decode(&mut self, bytes: &[u8], out: &mut Vec<u8>);
}

/// `%41`, in either case.
#[derive(Default)]
pub(super) struct Percent {
    held: Vec<u8>,
}

impl Decode for Percent {
    fn is_in(bytes: &[u8]) -> bool {
        let escapes = |at: usize| bytes[at + 1..].iter().take(2).all(u8::is_ascii_hexdigit);
        bytes.iter().enumerate().any(|(at, byte)| *byte == b'%' && escapes(at))
    }

    fn decode(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        for &byte in bytes {
            match self.held.len() {
                0 if byte == b'%' => self.held.push(byte),
                0 => out.push(byte),
                1 if byte.is_ascii_hexdigit() => self.held.push(byte),
                2 if byte.is_ascii_hexdigit() => {
                    out.push(hex(self.held[1]) << 4 | hex(byte));
                    self.held.clear();
                }
                _ => {
                    out.append(&mut self.held);
                    if byte == b'%' { self.held.push(byte) } else { out.push(byte) }
                }
            }
        }
    }
}

/// `\"`, `\/`, `\n`, `\u0041`, `\x41`: JSON and what escapes like it.
#[derive(Default)]
pub(super) struct Escapes {
    held: Vec<u8>,
    /// The first half of a pair that stands for one character.
    high: Option<u32>,
}

impl Decode for Escapes {
    fn is_in(bytes: &[u8]) -> bool {
        bytes.contains(&b'\\')
    }

    fn decode(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        for &byte in bytes {
            if self.held.is_empty() {
                if byte == b'\\' {
                    self.held.push(byte)
                } else {
                    out.push(byte)
                }
                continue;
            }
            self.held.push(byte);
            let wanted = match self.held.get(1) {
                Some(b'u') => 6,
                Some(b'x') => 4,
                _ => 2,
            };
            let is_broken = self.held.len() > 2 && !byte.is_ascii_hexdigit();
            if is_broken {
                out.append(&mut self.held);
            } else if self.held.len() == wanted {
                self.escape(out);
            }
        }
    }
}

impl Escapes {
    fn escape(&mut self, out: &mut Vec<u8>) {
        let code = self.held[2..].iter().fold(0, |code, digit| code << 4 | u32::from(hex(*digit)));
        match self.held[1] {
            b'u' => self.character(code, out),
            b'x' => out.push(u8::try_from(code).unwrap_or(b'?')),
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            other => out.push(other),
        }
        self.held.clear();
    }

    fn character(&mut self, code: u32, out: &mut Vec<u8>) {
        let code = match (self.high.take(), code) {
            (_, 0xd800..=0xdbff) => {
                self.high = Some(code);
                return;
            }
            (Some(high), 0xdc00..=0xdfff) => 0x1_0000 + ((high - 0xd800) << 10) + (code - 0xdc00),
            (_, code) => code,
        };
        let shown = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        out.extend_from_slice(shown.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    }
}

/// Runs of the digits of base64, or of hexadecimal ones, that are long enough to hold something packed.
pub(super) struct Runs {
    /// Bits a digit, and what each byte is as one.
    bits: u32,
    value: fn(u8) -> Option<u8>,
    /// The digits of a run that is too short to be decoded yet.
    waiting: Vec<u8>,
    is_open: bool,
    /// Bits that make no byte yet.
    rest: u32,
    count: u32,
    /// How many digits stand on the line, and whether it has ended: lines that are as long as a program wraps them go on.
    line: usize,
    between: bool,
}

/// Fewer digits than this hold nothing packed in which a secret would be.
const SHORTEST_RUN: usize = 24;

/// Programs wrap base64 at 64 or 76 digits.
const WRAPPED: usize = 60;

/// What comes of a byte.
pub(super) enum Run {
    /// More bytes of the run.
    Bytes,
    /// The run has ended.
    End,
}

impl Runs {
    pub(super) fn base64() -> Self {
        Self::new(6, |byte| match byte {
            b'A'..=b'Z' => Some(byte - b'A'),
            b'a'..=b'z' => Some(byte - b'a' + 26),
            b'0'..=b'9' => Some(byte - b'0' + 52),
            b'+' | b'-' => Some(62),
            b'/' | b'_' => Some(63),
            _ => None,
        })
    }

    pub(super) fn hexadecimal() -> Self {
        Self::new(4, |byte| byte.is_ascii_hexdigit().then(|| hex(byte)))
    }

    fn new(bits: u32, value: fn(u8) -> Option<u8>) -> Self {
        let waiting = Vec::new();
        Self { bits, value, waiting, is_open: false, rest: 0, count: 0, line: 0, between: false }
    }

    /// Takes a piece. `tell` is given what runs hold, and told when one ends.
    pub(super) fn push(&mut self, bytes: &[u8], tell: &mut dyn FnMut(Run, &[u8])) {
        let mut out = Vec::new();
        for &byte in bytes {
            match (self.value)(byte) {
                Some(value) => {
                    if self.between {
                        (self.between, self.line) = (false, 0);
                    }
                    self.line += 1;
                    self.digit(value, &mut out);
                }
                None if self.goes_on(byte) => self.between = true,
                None => {
                    if self.is_open {
                        tell(Run::Bytes, &out);
                        out.clear();
                        tell(Run::End, &[]);
                    }
                    self.waiting.clear();
                    (self.is_open, self.rest, self.count, self.line, self.between) = (false, 0, 0, 0, false);
                }
            }
        }
        if !out.is_empty() {
            tell(Run::Bytes, &out);
        }
    }

    /// Whether a byte that is no digit is the end of a line in a run, or the blanks before the next.
    fn goes_on(&self, byte: u8) -> bool {
        let wrapped = matches!(byte, b'\n' | b'\r') && self.line >= WRAPPED;
        wrapped || self.between && matches!(byte, b'\n' | b'\r' | b' ' | b'\t')
    }

    fn digit(&mut self, value: u8, out: &mut Vec<u8>) {
        if !self.is_open {
            self.waiting.push(value);
            if self.waiting.len() < SHORTEST_RUN {
                return;
            }
            self.is_open = true;
            for value in std::mem::take(&mut self.waiting) {
                self.bits(value, out);
            }
            return;
        }
        self.bits(value, out);
    }

    fn bits(&mut self, value: u8, out: &mut Vec<u8>) {
        self.rest = self.rest << self.bits | u32::from(value);
        self.count += self.bits;
        if self.count >= 8 {
            self.count -= 8;
            out.push(u8::try_from(self.rest >> self.count & 0xff).unwrap_or_default());
        }
    }
}
