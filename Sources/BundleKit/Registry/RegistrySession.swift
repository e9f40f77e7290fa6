// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import OCI

/// One repository at one registry: where it is, how to connect, and who we are there.
///
/// Threads share it; each has its own `HTTPClient`.
final class RegistrySession: Sendable {
  let endpoint: RegistryRules.Endpoint
  private let credentials: RegistryCredentials?
  private let settings: HTTPSettings
  /// Plain HTTP may be spoken: to ourselves, or when it was asked for.
  private let allowsPlain: Bool
  /// `repository:NAME:pull`, …; what a token is asked for.
  private let scopes: [String]
  private let shared = Shared()

  /// What is found out on the way.
  private final class Shared: @unchecked Sendable {
    let lock = Lock()
    var scheme: String?
    var authorization: String?
  }

  init(
    _ endpoint: RegistryRules.Endpoint, _ options: RegistryOptions, actions: String, also others: [String] = []
  ) throws(Failure) {
    self.endpoint = endpoint
    let isInsecure = endpoint.insecure || !options.verifiesTLS
    credentials = try CredentialFiles.credentials(
      options, registry: endpoint.registry, repository: endpoint.repository)
    settings = try options.settings(for: endpoint.registry, insecure: isInsecure)
    allowsPlain = isInsecure || RegistrySession.isLoopback(endpoint.registry)
    scopes = ["repository:\(endpoint.repository):\(actions)"] + others.map { "repository:\($0):pull" }
  }

  func client() -> HTTPClient { HTTPClient(settings) }

  private static func isLoopback(_ registry: String) -> Bool {
    let host = registry.hasPrefix("[") ? registry.prefix { $0 != "]" } + "]" : registry.prefix { $0 != ":" }
    return host == "localhost" || host == "[::1]"
      || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
  }

  // MARK: Requests

  /// A request about the repository: `path` is what follows its name (`/manifests/1`), or a URL that the registry gave.
  ///
  /// Broken connections and overload are tried again, longer and longer apart; a challenge is answered once.
  func perform(
    _ client: HTTPClient, _ method: String, _ path: String, headers: [String] = [],
    body: HTTPRequest.Body = .none,
    sink: ((_ status: Int, _ bytes: UnsafeRawBufferPointer) throws(Failure) -> Void)? = nil
  ) throws(Failure) -> HTTPResponse {
    let url = path.hasPrefix("/") ? try base(client) + "/v2/" + endpoint.repository + path : path
    // What belongs to another host (a store of blobs) is not told who we are.
    let isOurs = url.hasPrefix(try base(client) + "/")
    var (attempt, isChallenged) = (0, false)
    while true {
      var request = HTTPRequest(method: method, url: url, headers: headers, body: body, sink: sink)
      if isOurs, let authorization = shared.lock.with({ shared.authorization }) {
        request.headers.append("Authorization: " + authorization)
      }
      var wait = Int64(500 << attempt)
      do throws(HTTPFailure) {
        let response = try client.perform(request)
        switch response.status {
        case 401 where isOurs && !isChallenged:
          isChallenged = true
          try answer(response, client)
          continue
        case 429, 500, 502, 503, 504:
          guard attempt < RegistrySession.retries else { return response }
          if let seconds = response.header("retry-after").flatMap({ Int64($0) }) {
            wait = min(max(seconds, 0), 60) * 1000
          }
        default: return response
        }
      } catch {
        guard error.isTransient, attempt < RegistrySession.retries, sink == nil else { throw error.failure }
      }
      Clock.sleep(milliseconds: wait)
      attempt += 1
    }
  }

  /// How often something is tried again.
  static let retries = 4

  /// `https://HOST`, or http where that is allowed and nothing else answers; found out once.
  private func base(_ client: HTTPClient) throws(Failure) -> String {
    if let scheme = shared.lock.with({ shared.scheme }) { return scheme + endpoint.registry }
    var scheme = "https://"
    if allowsPlain {
      do throws(HTTPFailure) {
        _ = try client.perform(HTTPRequest(method: "GET", url: scheme + endpoint.registry + "/v2/"))
      } catch {
        if error.isPlain { scheme = "http://" }
      }
    }
    shared.lock.with { shared.scheme = scheme }
    return scheme + endpoint.registry
  }

  /// A URL that the registry gave, absolute.
  func absolute(_ location: String) throws(Failure) -> String {
    if location.hasPrefix("https://") || (allowsPlain && location.hasPrefix("http://")) { return location }
    guard location.hasPrefix("/"), let scheme = shared.lock.with({ shared.scheme }) else {
      throw Failure(.registry, "\(endpoint.registry) sent us to \"\(Table.printable(location))\"")
    }
    return scheme + endpoint.registry + location
  }

  // MARK: Authorization

  private func answer(_ response: HTTPResponse, _ client: HTTPClient) throws(HTTPFailure) {
    do throws(Failure) {
      let offers = response.headers.filter { $0.name == "www-authenticate" }.map { $0.value }
      let authorization: String
      switch Challenge(offers) {
      case nil: throw refused("it asks for an authorization that is not known here")
      case .basic:
        guard case .password(let user, let password)? = credentials else {
          throw refused("it wants a user and a password")
        }
        authorization = RegistrySession.basic(user, password)
      case .bearer(let realm, let service, let scope):
        authorization = "Bearer " + (try token(realm, service, scope, client))
      }
      shared.lock.with { shared.authorization = authorization }
    } catch {
      throw HTTPFailure(failure: error, isTransient: false)
    }
  }

  private static func basic(_ user: String, _ password: String) -> String {
    "Basic " + Base64.encode(Array("\(user):\(password)".utf8))
  }

  private func token(
    _ realm: String, _ service: String, _ scope: String, _ client: HTTPClient
  ) throws(Failure) -> String {
    guard realm.hasPrefix("https://") || (allowsPlain && realm.hasPrefix("http://")) else {
      throw refused("its tokens are given out at \"\(Table.printable(realm))\", which is not https")
    }
    var wanted = scopes
    for scope in scope.split(separator: " ") where !wanted.contains(String(scope)) {
      // What it says of our repository we have said already.
      if !scope.hasPrefix("repository:\(endpoint.repository):") { wanted.append(String(scope)) }
    }
    var request = HTTPRequest(method: "GET", url: realm)
    var fields = wanted.map { ("scope", $0) }
    if !service.isEmpty { fields.insert(("service", service), at: 0) }
    switch credentials {
    case .token(let refresh)?:
      fields = [("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", "capsule-oci-bundle")]
      fields += [("service", service), ("scope", wanted.joined(separator: " "))]
      request.method = "POST"
      request.headers = ["Content-Type: application/x-www-form-urlencoded"]
      request.body = .bytes(Array(RegistrySession.form(fields).utf8))
    case .password(let user, let password)?:
      request.headers = ["Authorization: " + RegistrySession.basic(user, password)]
      fields.append(("account", user))
      fallthrough
    case nil: request.url += (realm.contains("?") ? "&" : "?") + RegistrySession.form(fields)
    }
    let response: HTTPResponse
    do {
      response = try client.perform(request)
    } catch {
      throw error.failure
    }
    guard response.status == 200, let answer = try? JSONValue(parsing: response.body),
      let token = answer["token"]?.string ?? answer["access_token"]?.string, !token.isEmpty,
      token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
    else { throw refused("no token from \(Table.printable(realm)): status \(response.status)") }
    return token
  }

  private func refused(_ cause: String) -> Failure {
    Failure(
      .registry, "\(endpoint.registry): \(cause)",
      hint: credentials == nil
        ? "podman login or docker login stores credentials; --creds USER:PASSWORD gives them" : nil)
  }

  /// `a=b&c=d`, everything but letters, digits and `-._~` escaped.
  static func form(_ fields: [(String, String)]) -> String {
    fields.map { escape($0) + "=" + escape($1) }.joined(separator: "&")
  }

  private static func escape(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Refusals

  /// An answer that is no success, with the registry's own words.
  func failure(_ response: HTTPResponse, _ intent: String) -> Failure {
    var words = "status \(response.status)"
    if let errors = (try? JSONValue(parsing: response.body))?["errors"]?.array {
      for error in errors {
        if let message = error["message"]?.string ?? error["code"]?.string { words += ": " + Table.printable(message) }
      }
    }
    var hint: String?
    if response.status == 401 || response.status == 403, credentials == nil {
      hint = "podman login or docker login stores credentials; --creds USER:PASSWORD gives them"
    }
    let code: FailureCode = response.status == 404 ? .imageMissing : .registry
    return Failure(code, "\(endpoint.registry)/\(endpoint.repository): \(intent): \(words)", hint: hint)
  }
}
