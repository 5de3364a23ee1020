/**
 * Ends a statement soon after its client was killed, and with it the locks that the next migration would wait for. Servers know the
 * setting from this major version on.
 */
export const CLIENT_CONNECTION_CHECK = {
  firstMajorVersion: 14,
  setting: { client_connection_check_interval: "1s" },
} as const;
