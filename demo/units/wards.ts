/** The ten wards of the sample district as of 2021, and how many units each holds (domain.md §8.1): 168 together. */
export const WARDS: readonly { readonly code: string; readonly name: string; readonly units: number }[] = [
  { code: 'NTL-CD', name: 'Cầu Diễn', units: 19 },
  { code: 'NTL-DM', name: 'Đại Mỗ', units: 15 },
  { code: 'NTL-MT', name: 'Mễ Trì', units: 21 },
  { code: 'NTL-MD1', name: 'Mỹ Đình 1', units: 20 },
  { code: 'NTL-MD2', name: 'Mỹ Đình 2', units: 23 },
  { code: 'NTL-PD', name: 'Phú Đô', units: 11 },
  { code: 'NTL-PC', name: 'Phương Canh', units: 13 },
  { code: 'NTL-TM', name: 'Tây Mỗ', units: 14 },
  { code: 'NTL-TV', name: 'Trung Văn', units: 18 },
  { code: 'NTL-XP', name: 'Xuân Phương', units: 14 },
]
