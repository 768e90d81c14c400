//! Who may log in. Passwords are kept as SCRAM-SHA-256 verifiers (RFC 5802): the salted hash, never the password. Whoever can
//! read a verifier can log in with it, so it is kept like a password.

use std::collections::BTreeMap;
use std::net::IpAddr;

use localspend_query::guard::Role;
use pgwire::api::auth::sasl::scram::{SCRAM_ITERATIONS, gen_salted_password};
use pgwire::api::auth::{AuthSource, LoginInfo, Password};
use pgwire::error::PgWireResult;
use sha2::{Digest, Sha256};

use crate::failures::Failures;
use crate::settings::ServeSettings;
use crate::{Error, Result};

/// How a verifier begins.
const PREFIX: &str = "scram-sha-256";

/// Everybody who may log in.
pub struct Users {
    users: BTreeMap<String, User>,
    trust: Option<Role>,
    /// Makes the salt of names that nobody has, so that they look like others.
    secret: [u8; 16],
    /// Those who tried and failed.
    pub(crate) failures: Failures,
}

struct User {
    role: Role,
    salt: Vec<u8>,
    salted: Vec<u8>,
}

impl std::fmt::Debug for Users {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.users.keys()).finish()
    }
}

impl Users {
    /// The users of the settings. `environment` gives the value of a variable.
    pub fn new(settings: &ServeSettings, environment: impl Fn(&str) -> Option<String>) -> Result<Users> {
        let mut users = BTreeMap::new();
        for user in &settings.users {
            let key = format!("users `{}`", user.name);
            let text = match (&user.password, &user.password_env) {
                (Some(verifier), None) => verifier.clone(),
                (None, Some(variable)) => environment(variable).filter(|value| !value.is_empty()).ok_or_else(|| {
                    Error::setting(&key, format!("the environment has no `{variable}`"), "set it before the server is started")
                })?,
                _ => {
                    return Err(Error::setting(
                        &key,
                        "needs one of password and password_env",
                        "`localspend serve --verifier` makes a password's verifier",
                    ));
                }
            };
            let known = match parse(&text) {
                Some((salt, salted)) => User { role: user.role, salt, salted },
                None if user.password_env.is_some() && !text.starts_with(PREFIX) => {
                    let salt = random();
                    User { role: user.role, salted: gen_salted_password(&text, &salt, SCRAM_ITERATIONS), salt: salt.to_vec() }
                }
                None => {
                    return Err(Error::setting(
                        &key,
                        "the password is not a verifier",
                        "passwords do not stand in files: `localspend serve --verifier` makes a verifier of one",
                    ));
                }
            };
            if users.insert(user.name.clone(), known).is_some() {
                return Err(Error::setting(&key, "is there twice", "give each user a name of its own"));
            }
        }
        if users.is_empty() && settings.trust.is_none() {
            return Err(Error::setting(
                "users",
                "nobody may connect",
                "add users to [serve], or `trust = \"analyst\"` (or --trust analyst) to let whoever uses this machine ask without a password",
            ));
        }
        Ok(Users { users, trust: settings.trust, secret: random(), failures: Failures::default() })
    }

    /// The role of a user that has shown a password.
    pub fn role(&self, name: &str) -> Option<Role> {
        self.users.get(name).map(|user| user.role)
    }

    /// The role of whoever connects from an address without a password. A name with a password always needs it.
    pub fn trusted(&self, name: &str, address: IpAddr) -> Option<Role> {
        self.trust.filter(|_| address.is_loopback() && !self.users.contains_key(name))
    }

    /// True when somebody may log in from elsewhere.
    pub fn any_password(&self) -> bool {
        !self.users.is_empty()
    }

    /// True when a name and a password, given in the clear, are right.
    pub fn check(&self, name: &str, password: &str) -> Option<Role> {
        let (salt, expected) = self.expected(name);
        let given = gen_salted_password(password, &salt, SCRAM_ITERATIONS);
        let same = given.iter().zip(&expected).fold(given.len() ^ expected.len(), |all, (a, b)| all | usize::from(a ^ b));
        self.role(name).filter(|_| same == 0)
    }

    /// Salt and salted password. A name that nobody has gets some that no password fits, the same each time.
    fn expected(&self, name: &str) -> (Vec<u8>, Vec<u8>) {
        match self.users.get(name) {
            Some(user) => (user.salt.clone(), user.salted.clone()),
            None => {
                let salt: [u8; 32] = Sha256::new().chain_update(self.secret).chain_update(name).finalize().into();
                let salted: [u8; 32] = Sha256::new().chain_update(random()).chain_update(salt).finalize().into();
                (salt[..16].to_vec(), salted.to_vec())
            }
        }
    }
}

#[async_trait::async_trait]
impl AuthSource for Users {
    async fn get_password(&self, login: &LoginInfo) -> PgWireResult<Password> {
        let (salt, salted) = self.expected(login.user().unwrap_or_default());
        Ok(Password::new(Some(salt), salted))
    }
}

/// The verifier of a password.
pub fn verifier(password: &str) -> String {
    let salt = random();
    format!("{PREFIX}${SCRAM_ITERATIONS}${}${}", hex(&salt), hex(&gen_salted_password(password, &salt, SCRAM_ITERATIONS)))
}

fn parse(text: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut parts = text.split('$');
    let known = parts.next()? == PREFIX && parts.next()?.parse() == Ok(SCRAM_ITERATIONS);
    let (salt, salted) = (unhex(parts.next()?)?, unhex(parts.next()?)?);
    (known && parts.next().is_none() && salt.len() >= 16 && salted.len() == 32).then_some((salt, salted))
}

fn random() -> [u8; 16] {
    *uuid::Uuid::new_v4().as_bytes()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = (0..text.len()).step_by(2).map(|index| text.get(index..index + 2));
    pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::UserSettings;

    fn settings(password: Option<&str>, variable: Option<&str>) -> ServeSettings {
        let (password, password_env) = (password.map(str::to_owned), variable.map(str::to_owned));
        let user = UserSettings { name: "anna".to_owned(), role: Role::Board, password, password_env };
        ServeSettings { users: vec![user], ..ServeSettings::default() }
    }

    /// A password that fits must open, any other must not, and a name that nobody has must not say so by failing otherwise.
    #[test]
    fn only_the_right_password_opens() {
        let users = Users::new(&settings(Some(&verifier("grünes Haus")), None), |_| None).unwrap();
        assert_eq!(users.check("anna", "grünes Haus"), Some(Role::Board));
        assert_eq!(users.check("anna", "blaues Haus"), None);
        assert_eq!(users.check("anna", ""), None);
        assert_eq!(users.check("berta", "grünes Haus"), None);
        assert_eq!(users.expected("berta").0, users.expected("berta").0, "a salt that changes tells that nobody has the name");
        let users = Users::new(&settings(None, Some("PASSWORD")), |_| Some("grünes Haus".to_owned())).unwrap();
        assert_eq!(users.check("anna", "grünes Haus"), Some(Role::Board));
    }

    /// A slip in the settings must stop the server, not leave it open or shut.
    #[test]
    fn settings_that_protect_nothing_are_refused() {
        for (password, variable) in
            [(None, None), (Some("secret"), None), (Some("scram-sha-256$1$00$00"), None), (None, Some("MISSING"))]
        {
            let error = Users::new(&settings(password, variable), |_| None).unwrap_err().to_string();
            assert!(error.contains("anna") && error.contains("hint:"), "{error}");
        }
        let error = Users::new(&ServeSettings::default(), |_| None).unwrap_err().to_string();
        assert!(error.contains("nobody may connect"), "{error}");
    }
}
