// SPDX-License-Identifier: Apache-2.0
import CapsulePlan
import OCI

/// A small valid configuration with parts replaced: `document(linux: ...)`.
func document(
  version: String = #""1.3.0""#, root: String = #"{"path":"rootfs"}"#,
  process: String = #"{"cwd":"/","args":["true"]}"#, mounts: String = "[]",
  linux: String = #"{"namespaces":[{"type":"mount"}]}"#, more: String = ""
) -> String {
  #"{"ociVersion":\#(version),"root":\#(root),"process":\#(process),"mounts":\#(mounts),"linux":\#(linux)\#(more)}"#
}

/// The process of `document` with more properties.
func process(_ more: String) -> String { document(process: #"{"cwd":"/","args":["true"],\#(more)}"#) }

/// `linux` of `document` with more properties.
func linux(_ more: String, namespaces: String = #"{"type":"mount"}"#) -> String {
  document(linux: #"{"namespaces":[\#(namespaces)],\#(more)}"#)
}

/// `document` with one mount.
func mount(_ mount: String, linux: String = #"{"namespaces":[{"type":"mount"}]}"#) -> String {
  document(mounts: "[\(mount)]", linux: linux)
}

func parse(_ text: String) throws -> RuntimeSpec { try RuntimeSpec.parse(Array(text.utf8)) }
