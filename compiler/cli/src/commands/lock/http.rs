//! Images behind plain HTTP, as the machines themselves will fetch them. There is no TLS here, as there is none in the
//! firmware; what lies behind `https:` is looked at in a local copy.

use super::digest;
use dlc_driver::lock::{Found, NotFound};
use std::time::Duration;

/// How long a server may take to answer, and to send the next piece.
const PATIENCE: Duration = Duration::from_secs(30);

/// Looks at what lies behind `url`; `mirrored` says that a local copy was looked for.
pub(super) fn fetch(url: &str, mirrored: bool) -> Result<Found, NotFound> {
    let hint = if mirrored {
        "no `--from` has it: lay the folder out like the server, or name the file: `--from URL=PATH`"
    } else {
        "look at a local copy instead: `--from FOLDER`, `--from FILE` or `--from URL=PATH`"
    };
    let failed = |why: String| NotFound { why, hint: Some(hint.to_owned()) };
    if !url.starts_with("http://") {
        return Err(failed("only plain HTTP and files are read".to_owned()));
    }
    let config = ureq::Agent::config_builder()
        .timeout_resolve(Some(PATIENCE))
        .timeout_connect(Some(PATIENCE))
        .timeout_recv_response(Some(PATIENCE))
        .user_agent(concat!("dlc/", env!("CARGO_PKG_VERSION")))
        .build();
    let response = ureq::Agent::new_with_config(config).get(url).call().map_err(|error| failed(error.to_string()))?;
    let promised: Option<u64> =
        response.headers().get("content-length").and_then(|length| length.to_str().ok()?.parse().ok());
    let found = digest(&mut response.into_body().into_reader()).map_err(|error| failed(error.to_string()))?;
    match promised {
        Some(promised) if promised != found.size => {
            Err(failed(format!("the server sent {} bytes of {promised}", found.size)))
        }
        _ => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    /// The URL of a server that answers once with these bytes, whatever it is asked.
    fn serve(answer: &'static [u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a client");
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(answer);
        });
        format!("http://{address}/kernel")
    }

    #[test]
    fn what_a_server_sends_is_measured() {
        let found = fetch(&serve(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"), false).expect("an image");
        assert_eq!(found.size, 3);
        assert!(found.sha256.to_string().starts_with("ba7816bf"), "{}", found.sha256);
    }

    #[test]
    fn a_server_that_refuses_ends_early_or_is_not_there_is_told_with_what_to_do() {
        let refused = fetch(&serve(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), false).expect_err("404");
        assert!(refused.why.contains("404"), "{refused:?}");
        assert!(refused.hint.is_some_and(|hint| hint.contains("--from FOLDER")));
        fetch(&serve(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), false).expect_err("it is cut short");
        fetch("http://127.0.0.1:1/kernel", false).expect_err("nobody listens");
        let tls = fetch("https://127.0.0.1/kernel", true).expect_err("no TLS");
        assert_eq!(tls.why, "only plain HTTP and files are read");
        let other = serve(b"HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
        fetch(&other, false).expect_err("it leads to TLS");
    }
}
