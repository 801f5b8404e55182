/**
 * What one layer adds and takes away, by itself: everything needed to put an image's inventory
 * together without its bytes. JSON-serialisable; kept by diffID and `analyserVersion`.
 */
export type LayerInventory = { readonly analyserVersion: number };

/** Where layer inventories are kept between scans. */
export type LayerInventoryCache = {
  get(diffId: string, analyserVersion: number): Promise<LayerInventory | null>;
  put(diffId: string, inventory: LayerInventory): Promise<void>;
};
