//! Functions that compile C programs with the compiler of the system, and link them with the library.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The options for the C compiler.
pub(crate) const STRICT: [&str; 5] = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic"];

/// Returns the folder of this package.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The form of the library with which a program is linked. The tests use both forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Linking {
    Static,
    Shared,
}

/// Compiles C sources of this package into a program that uses the library, and returns its path.
pub(crate) fn program(name: &str, sources: &[PathBuf], linking: Linking) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut cc = Command::new("cc");
    cc.args(STRICT).args(["-g", "-D_POSIX_C_SOURCE=200809L", "-I"]).arg(package().join("include"));
    cc.args(sources).arg("-o").arg(&path);
    match linking {
        Linking::Static => {
            // These are the libraries that `rustc --print native-static-libs` lists.
            cc.arg(library("libfetch_cors_ffi.a")).args(["-lpthread", "-lm"]);
            if cfg!(target_os = "linux") {
                cc.args(["-ldl", "-lrt", "-lutil"]);
            }
        }
        Linking::Shared => {
            let folder = libraries();
            cc.arg("-L").arg(&folder).arg("-lfetch_cors_ffi");
            cc.arg(format!("-Wl,-rpath,{}", folder.display()));
        }
    }
    run(&mut cc);
    path
}

/// Returns the path of the client in C, which is compiled once.
pub(crate) fn client() -> &'static Path {
    static CLIENT: OnceLock<PathBuf> = OnceLock::new();
    CLIENT.get_or_init(|| {
        let files = std::fs::read_dir(package().join("client")).unwrap().map(|file| file.unwrap().path());
        let sources = files.filter(|path| path.extension().is_some_and(|extension| extension == "c"));
        program("fetch_client", &sources.collect::<Vec<_>>(), Linking::Static)
    })
}

/// Returns the path of a form of the library.
pub(crate) fn library(file: &str) -> PathBuf {
    libraries().join(file)
}

/// Returns the folder with the library for this test, which is the folder of the test program.
fn libraries() -> PathBuf {
    std::env::current_exe().unwrap().parent().unwrap().to_owned()
}

/// Runs a command that must succeed, and returns its output.
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{errors}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// Creates the command for a C program, under valgrind if `FETCH_CORS_UNDER` is set to it.
pub(crate) fn command(program: &Path) -> Command {
    let under = std::env::var("FETCH_CORS_UNDER").unwrap_or_default();
    let mut words = under.split_whitespace();
    match words.next() {
        Some(first) => {
            let mut command = Command::new(first);
            command.args(words).arg(program);
            command
        }
        None => Command::new(program),
    }
}
