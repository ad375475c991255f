//! Servers that no bot can use.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::proxy::{Authority, ServerCertificate};

/// A server whose certificate comes from an authority that no one knows.
pub async fn untrusted() -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = Authority::called("Unknown CA").server(ServerCertificate::Itself);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            // The request to encrypt has no content but its length and number.
            stream.read_exact(&mut [0; 8]).await.unwrap();
            stream.write_all(b"S").await.unwrap();
            // A client that doesn't trust the certificate hangs up.
            let _ = acceptor.accept(stream).await;
        }
    });
    address
}

/// A server that takes no password.
pub fn stern() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for connection in listener.incoming() {
            // The other side may have left already.
            let _ = refuse_password(connection.unwrap());
        }
    });
    port
}

/// <https://www.postgresql.org/docs/current/protocol-message-formats.html>
fn refuse_password(mut connection: TcpStream) -> std::io::Result<()> {
    const SSL_REQUEST: [u8; 4] = 80_877_103_u32.to_be_bytes();
    while message(&mut connection)?.starts_with(&SSL_REQUEST) {
        connection.write_all(b"N")?;
    }
    // In clear text.
    connection.write_all(b"R\0\0\0\x08\0\0\0\x03")?;
    connection.read_exact(&mut [0; 1])?;
    message(&mut connection)?;
    let fields = b"SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user \"u\"\0\0";
    let length = u32::try_from(fields.len() + 4).unwrap();
    connection.write_all(&[b"E", length.to_be_bytes().as_slice(), fields].concat())
}

fn message(connection: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut length = [0; 4];
    connection.read_exact(&mut length)?;
    let mut rest = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap() - 4];
    connection.read_exact(&mut rest)?;
    Ok(rest)
}
