use super::*;

fn message(word: &str) -> String {
    read(word).map(|l| panic!("{word} is {l:?}")).unwrap_or_else(|e: Malformed| e.message)
}

fn instead(word: &str) -> String {
    read(word).expect_err(word).instead.unwrap_or_else(|| panic!("{word} has no correction"))
}

#[test]
fn each_class_is_read_by_its_shape() {
    use Literal::*;
    let ip = |s: &str| s.parse::<IpAddr>().expect("an address");
    for (word, literal) in [
        ("0", Int(0)),
        ("1_000", Int(1000)),
        ("0xff", Int(255)),
        ("8GiB", Size(8 << 30)),
        ("2kB", Size(2000)),
        ("30min", Duration(1_800_000)),
        ("5ms", Duration(5)),
        ("500mcpu", Cpu(500)),
        ("10.0.0.1", Ip(ip("10.0.0.1"))),
        ("::1", Ip(ip("::1"))),
        ("fe80::1", Ip(ip("fe80::1"))),
        ("2001:db8:0:0:0:0:0:1", Ip(ip("2001:db8::1"))),
        ("10.0.0.0/24", Cidr { addr: ip("10.0.0.0"), prefix: 24 }),
        ("0.0.0.0/0", Cidr { addr: ip("0.0.0.0"), prefix: 0 }),
        ("fd00::/8", Cidr { addr: ip("fd00::"), prefix: 8 }),
        ("10.0.0.5:5000", Endpoint { addr: Ipv4Addr::new(10, 0, 0, 5), port: 5000 }),
        ("02:00:00:00:00:0a", Mac(vec![2, 0, 0, 0, 0, 10])),
        ("02:00:00:00:00:00:00:0a", Mac(vec![2, 0, 0, 0, 0, 0, 0, 10])),
        ("12345678-1234-1234-1234-123456789ABC", Uuid("12345678-1234-1234-1234-123456789abc".into())),
        ("0o644", Mode(0o644)),
        ("0o1777", Mode(0o1777)),
        ("1.9", Version("1.9".into())),
        ("1.9.1", Version("1.9.1".into())),
        ("41.20241122.3.0", Version("41.20241122.3.0".into())),
        ("1.31.4-rc.1+build5", Version("1.31.4-rc.1+build5".into())),
    ] {
        assert_eq!(read(word), Ok(literal), "{word}");
    }
    let digest = format!("sha256:{}", "0f".repeat(32));
    assert_eq!(read(&digest), Ok(Digest(digest.clone())));
}

#[test]
fn an_expected_type_may_read_another_class() {
    assert_eq!(read_version("12"), Ok("12".into()));
    assert_eq!(read_version("10.0.0.1"), Ok("10.0.0.1".into()));
    assert!(read_version("8GiB").is_err());
    assert!(read_ip("1.9.1").is_err());
    assert!(read_size("12").is_err());
    assert!(read_mac("fe80::1").is_err());
}

#[test]
fn each_malformed_word_has_its_own_message() {
    for (word, expected) in [
        ("10.0.0.300", "octet 300 is above 255"),
        ("10.0.0.01", "octet 01 begins with 0"),
        ("10.0.0.0/33", "prefix 33 is above 32"),
        ("fd00::/129", "prefix 129 is above 128"),
        ("10.0.0.4/24", "10.0.0.4/24 has host bits: network 10.0.0.0/24, address 10.0.0.4"),
        ("10.0.0.0/255.255.255.0", "a network has a prefix, not a netmask"),
        ("10.0.0.1-10.0.0.9", "a range is `10.0.0.1..10.0.0.9`"),
        ("10.0.0.1+5", "`+` needs a blank on both sides"),
        ("10.0.0.5:99999", "port 99999 is outside 1..65535"),
        ("10.0.0/24", "an address has four parts, this has 3"),
        ("1.2.3.4.5", "`1.2.3.4.5` has 5 parts: an address has four, a version two to four"),
        ("0644", "`0644`: modes are written 0o644"),
        ("007", "the number 007 begins with 0"),
        ("0o9", "`0o9` is no mode"),
        ("5m", "`5m`: 5min or 5MiB?"),
        ("4Gi", "`4Gi`: sizes are written 4GiB"),
        ("8KB", "`8KB`: 8kB or 8KiB?"),
        ("8G", "`8G`: 8GB or 8GiB?"),
        ("1.5GiB", "`1.5GiB`: there are no fractions"),
        ("1h30min", "`1h30min`: a duration has one unit, 90min"),
        ("02:00:00:00:00", "MAC has 5 of 6 parts"),
        ("02:00:00:00:00:0g", "`0g` in a MAC is no pair of hexadecimal digits"),
        ("52-54-00-12-34-56", "a MAC is written with colons"),
        ("http://vol/boot", "a Url is written in quotes"),
        ("r:Role", "a blank is missing after `:`"),
        ("8080:80", "`8080:80` is no literal"),
        ("01abc", "a name begins with a letter"),
        ("3+4", "`+` needs a blank on both sides"),
        ("1__0", "`_` in a number stands between two digits"),
        ("99999999999999999999", "99999999999999999999 is too big"),
        ("9000000000GiB", "9000000000GiB is too big"),
        ("sha256:abc", "sha256 digest has 3 of 64 digits"),
        (
            "fe80::1::2",
            "`fe80::1::2` is no address: IPv6 has eight parts of at most four hexadecimal digits, or one `::`",
        ),
    ] {
        assert_eq!(message(word), expected, "{word}");
    }
}

#[test]
fn a_correction_is_a_literal_or_a_text() {
    for (word, expected) in [
        ("10.0.0.4/24", "10.0.0.0/24"),
        ("10.0.0.0/255.255.255.0", "10.0.0.0/24"),
        ("10.0.0.01", "10.0.0.1"),
        ("1.5GiB", "1536MiB"),
        ("1h30min", "90min"),
        ("52-54-00-12-34-56", "52:54:00:12:34:56"),
        ("0644", "0o644"),
        ("http://vol/boot", "\"http://vol/boot\""),
        ("3+4", "3 + 4"),
    ] {
        assert_eq!(instead(word), expected, "{word}");
    }
}
