// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan

/// `--volume SOURCE:PLACE[:OPTIONS]` of a build: a file or folder of the host that every RUN sees, and no layer has.
package struct BuildVolume: Equatable, Sendable {
  /// As it was said: absolute, or from the caller's working directory.
  package var source: String
  /// Absolute, without `.` and `..`.
  package var destination: String
  package var isReadOnly: Bool
  /// `O`: what a RUN writes there is thrown away.
  package var isOverlay: Bool
  /// Mounts below the source come along.
  package var isRecursive: Bool
  /// `nosuid` and its kin.
  package var options: [String]
  /// `z` or `Z`: means something only where SELinux is on.
  package var wantsRelabel: Bool

  package init(parsing text: String) throws(Failure) {
    var fields = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    var words = fields.count == 3 ? fields[2].split(separator: ",", omittingEmptySubsequences: false) : []
    isOverlay = words.contains("O")
    words.removeAll { $0 == "O" }
    if isOverlay {
      if words.isEmpty { fields.removeLast() } else { fields[2] = words.joined(separator: ",") }
    }
    let request: MountRequest
    do {
      request = try MountRequest(volume: fields.joined(separator: ":"))
    } catch { throw Failure(error.code, error.message, hint: "see bundle build --help") }
    guard case .host(let source) = request.source else {
      throw Failure(
        .usage, "--volume \(text): a build has no volumes, SOURCE:PLACE with a path of the host is expected",
        hint: "a path begins with / or ./")
    }
    if let propagation = request.propagation, propagation.hasSuffix("shared") {
      throw Failure(
        .usage, "--volume \(text): what a RUN mounts cannot come to the host: a build has mounts of its own")
    }
    self.source = source
    destination = request.destination
    isReadOnly = request.isReadOnly
    isRecursive = request.isRecursive
    options = request.options
    wantsRelabel = request.wantsRelabel
  }

  /// How it is named in the key of a RUN; what is in it is not looked at.
  package var key: String {
    let flags = [isReadOnly ? "ro" : "rw", isOverlay ? "O" : "", isRecursive ? "" : "bind"] + options
    return "\(source):\(destination):\(flags.filter { !$0.utf8.isEmpty }.joined(separator: ","))"
  }
}

extension DeviceRequest {
  /// `--device` of a build.
  package init(ofBuild text: String) throws(Failure) {
    if !text.hasPrefix("/"), text.contains("=") {
      throw Failure(
        .usage, "not supported: --device \(text): devices of CDI", hint: "name the node: --device /dev/NAME")
    }
    try self.init(parsing: text)
    container = ImagePath.clean(container)
    guard container.hasPrefix("/dev/") else {
      throw Failure(
        .usage, "--device \(text): \(container) is not below /dev, and would be in the image's layer")
    }
  }

  /// How it is named in the key of a RUN.
  package var key: String { "\(host):\(container):\(access)" }
}
