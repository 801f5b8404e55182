/** The built-in scanner's row, which the migration made. */
export const builtinScannerId = "00000000-0000-4000-8000-000000000001";
